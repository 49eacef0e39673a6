"""20,000 rows: at most three times the time of only iterating the sheet, under 300 MB.

`python -m tests.banks.formats.test_xlsx_speed` prints the ratio and the megabytes.
"""

import resource
import shlex
import subprocess
import sys
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
from openpyxl import load_workbook

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction

ROWS = 20_000


def questions(count: int) -> list[Item]:
    document = "《中国共产党支部工作条例（试行）》（2018）第十一条"
    return [
        Item(
            Interaction.CHOOSE_MANY if number % 2 else Interaction.CHOOSE_ONE,
            f"第{number}题：党支部党员大会一般多长时间召开1次？请选出正确的说法。",
            tuple(f"{sign}项的内容大约写到二十个字左右的样子，编号{number}" for sign in "甲乙丙丁"),
            key=(0, 2) if number % 2 else (1,),
            explanation=f"第十一条的原话，编号{number}。" * 5,
            difficulty=number % 3 + 1,
            knowledge_points=("三会一课", "党员大会"),
            bases=((document, "一般每季度召开1次"),),
            points=Fraction(2),
        )
        for number in range(count)
    ]


def cpu() -> float:
    """Seconds of this process and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def ratio_and_megabytes(data: bytes) -> tuple[float, float]:
    """The CPU of reading over that of only iterating the sheet, and the largest process of this run in MB."""
    start = cpu()
    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    assert sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) == ROWS + 1
    iterated = cpu()
    reading = FORMATS["xlsx"].read(data)
    read = cpu()
    assert len(reading.items) == ROWS
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (read - iterated) / (iterated - start), largest / 1024


@pytest.mark.slow
def test_reading_costs_little_more_than_iterating() -> None:
    """Started by a small shell: a process that the tests start would count their memory as its own largest."""
    command = ["sh", "-c", f"{shlex.quote(sys.executable)} -m tests.banks.formats.test_xlsx_speed; exit $?"]
    run = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    ratio, megabytes = map(float, run.stdout.split())
    assert ratio <= 3
    assert megabytes < 300


if __name__ == "__main__":
    sys.stdout.write("{:.2f} {:.0f}\n".format(*ratio_and_megabytes(FORMATS["xlsx"].write(questions(ROWS), "").data)))
