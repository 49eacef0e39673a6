"""banks print and exams print on a site of their own."""

from quiz_app.cli.main import main
from tests.core.test_printing import words_of_docx, words_of_pdf


def test_a_bank_is_printed_as_a_file_of_either_form(founded, tmp_path):
    assert founded("banks", "load").exit_code == 0
    for form, words_of in (("pdf", words_of_pdf), ("docx", words_of_docx)):
        target = tmp_path / f"bank.{form}"
        done = founded("banks", "print", "discipline", "--type", "true_false", "--format", form, "-o", str(target))
        assert done.exit_code == 0, done.stderr
        words = words_of(target.read_bytes())
        assert "一、判断题" in words
        assert "解析：" not in words


def test_what_cannot_be_printed_is_refused_with_a_sentence(founded, tmp_path):
    target = str(tmp_path / "none.pdf")
    unknown = founded("banks", "print", "nothing", "-o", target)
    assert (unknown.exit_code, "没有编码为“nothing”的题库" in unknown.stderr) == (1, True)
    missing = founded("exams", "print", "1", "-o", target)
    assert missing.exit_code == 1
    assert "没有找到这场考试" in missing.stderr


def test_the_commands_are_known():
    assert "print" in main.commands["banks"].commands
    assert "print" in main.commands["exams"].commands
