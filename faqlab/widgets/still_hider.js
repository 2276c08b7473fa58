// A live widget and the still picture of it that the notebook stores: only one of them is shown.

/**
 * The notebook stores a still picture and a summary after the chart, for readers without a kernel. While the
 * live chart stands above them they would say it twice: it hides them, and shows them again when it goes.
 */
class StillHider {
  constructor(root) {
    this.root = root;
    this.hidden = new Set();
    this.observer = new MutationObserver(() => this.#hide());
  }

  /**
   * `picture` is the end of the still's base64 text, `words` the text beside it; empty: not yet. A widget that
   * is shown twice has two stills, a space between their ends. A still that is a table has a mark in its place,
   * `data-faqlab-still`.
   */
  update({ picture, words, mark = "" }) {
    Object.assign(this, { pictures: picture.split(" ").filter(Boolean), words, mark });
    const area = this.root.closest(".jp-OutputArea");
    if (area && area !== this.area) {
      this.area = area;
      this.observer.observe(area, { childList: true, subtree: true });
    }
    this.#hide();
  }

  close() {
    this.observer.disconnect();
    for (const output of this.hidden) output.style.display = "";
  }

  #hide() {
    const mine = this.root.closest(".jp-OutputArea-child");
    for (let output = mine?.nextElementSibling; output; output = output.nextElementSibling) {
      const image = output.querySelector("img");
      const text = output.querySelector("pre");
      const source = image?.src.replace(/\s/g, "");
      const still = source && this.pictures.some((end) => source.endsWith(end));
      const table = this.mark && output.querySelector("[data-faqlab-still]")?.dataset.faqlabStill === this.mark;
      if (still || table || (this.words && text?.textContent.trim() === this.words)) {
        output.style.display = "none";
        this.hidden.add(output);
      }
    }
  }
}
