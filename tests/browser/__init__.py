"""Tests in a real JupyterLab: `lab.py` drives it, `conftest.py` opens notebooks in it."""
