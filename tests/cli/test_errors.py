import pytest
import typer

from faqlab.cli.errors import fail, fail_to_write


def test_a_refusal_is_on_standard_error_with_exit_code_2(capsys):
    with pytest.raises(typer.Exit) as end:
        fail(ValueError("No such thing."))
    assert end.value.exit_code == 2
    assert capsys.readouterr() == ("", "No such thing.\n")


def test_a_full_disk_is_told_by_what_the_system_said(tmp_path, capsys):
    with pytest.raises(typer.Exit):
        fail_to_write(tmp_path, OSError(28, "No space left on device"), "Delete something.")
    message = capsys.readouterr().err
    assert message.startswith(f"The folder {tmp_path} can't be written: No space left on device.")
    assert message.endswith("Delete something.\n")
