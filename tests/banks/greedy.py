"""Work that takes more than it may, for the tests of the limits."""


def hold_more_than_is_promised(_payload: bytes) -> int:
    return len(bytearray(256 * 1024 * 1024))


def never_end(_payload: bytes) -> int:
    count = 0
    while True:
        count += 1
