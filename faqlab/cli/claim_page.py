"""The truth table as one HTML page that needs nothing else."""

import html

from faqlab.core.claim_table import ClaimTable

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>What the Keras FAQ says, put to the test</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }}
</style>
</head>
<body class="faqlab-page">
<h1>What the Keras FAQ says, put to the test</h1>
{lines}
{table}
</body>
</html>
"""


def claim_page(table: ClaimTable, lines: list[str]) -> str:
    """Write the page.

    Args:
        table: The findings.
        lines: What to say above them, a paragraph each.

    Returns:
        The page. Each sentence opens to the experiment's source; it has no script.

    Example:

    >>> "<p>Keras 3.</p>" in claim_page(ClaimTable(), ["Keras 3."])
    True
    """
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return _PAGE.format(lines=paragraphs, table=table._repr_html_())
