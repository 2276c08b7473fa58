"""What is drawn in the browser: each widget's Python beside its JavaScript and CSS."""
