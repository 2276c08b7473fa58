"""`python -m faqlab` is the command `faqlab`."""

from faqlab.cli import app

if __name__ == "__main__":
    app(prog_name="faqlab")
