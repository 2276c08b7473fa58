// What the pages of all widgets that draw have in common.

/**
 * A page that draws with the next frame, once however often it is asked to, and that ends with all that it watches.
 * A class that extends this has `draw()`.
 */
class DrawnPage {
  constructor(model, root) {
    Object.assign(this, { model, root, ends: [] });
    this.still = new StillHider(root);
    this.ends.push(() => this.still.close());
  }

  /** Draw now, and whenever something of the model changes. */
  open() {
    this.listen("change", () => this.redraw());
    this.redraw();
  }

  close() {
    this.closed = true;
    for (const end of this.ends) end();
  }

  listen(event, heard) {
    this.model.on(event, heard);
    this.ends.push(() => this.model.off(event, heard));
  }

  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds);
    this.ends.push(() => clearInterval(timer));
  }

  /** Draw again when a part gets another size, or the page another theme: an attribute of the body. */
  followSizeAndTheme(part = this.root) {
    const sizes = new ResizeObserver(() => this.redraw());
    sizes.observe(part);
    const theme = new MutationObserver(() => this.redraw());
    theme.observe(document.body, { attributes: true });
    this.ends.push(() => sizes.disconnect(), () => theme.disconnect());
  }

  /** Change the model, here and in the kernel. */
  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
    this.redraw();
  }

  redraw() {
    if (this.frame || this.closed) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      if (this.closed) return;
      try {
        this.draw();
      } catch (error) {
        showError(this.root, error);
      }
    });
  }
}
