// The card of an exercise. What happened is the model's state, so that all views of it agree; what the
// reader is typing, and the question before the solution, belong to one view.

const BADGES = {
  untouched: ["○", "not tried yet"],
  wrong: ["◐", "not solved yet"],
  right: ["✓", "solved"],
  noted: ["●", "prediction noted"],
  surprised: ["◆", "compared"],
};

const OPENINGS = { wrong: "Not yet.", right: "Right!", noted: "Noted.", surprised: "A surprise!" };

// Milliseconds without an answer, after which the reader is told.
const PATIENCE = 2500;

class CardView {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.spec = model.get("spec");
    this.#build();
    this.redraw = () => this.#guarded(() => this.#draw());
    model.on("change", this.redraw);
    this.#draw();
  }

  close() {
    clearTimeout(this.waiting);
    this.model.off("change", this.redraw);
  }

  #guarded(work) {
    try {
      work();
    } catch (error) {
      showError(this.root, error);
    }
  }

  #build() {
    const { spec, root } = this;
    const parts = (this.parts = {});
    const prediction = spec.kind === "prediction";
    const head = element("div", "faqlab-head");
    parts.badge = element("span", "faqlab-badge");
    parts.icon = element("span", "faqlab-icon");
    parts.icon.setAttribute("aria-hidden", "true");
    parts.stands = element("span");
    parts.badge.append(parts.icon, parts.stands);
    const title = element("span", "faqlab-title", prediction ? "Predict " : "Exercise ");
    title.append(element("code", "", spec.name));
    head.append(title, parts.badge);
    const task = element("div", "faqlab-task");
    task.append(...written(spec.task));
    parts.message = element("div", "faqlab-message");
    parts.message.setAttribute("role", "status");
    parts.message.setAttribute("aria-live", "polite");
    parts.hints = element("ol", "faqlab-hints");
    parts.hints.setAttribute("aria-live", "polite");
    parts.help = element("div", "faqlab-help");
    parts.sure = this.#question();
    parts.solution = element("div", "faqlab-solution");
    parts.solution.setAttribute("aria-live", "polite");
    this.#buttons();
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", `${prediction ? "Prediction" : "Exercise"} ${spec.name}`);
    root.append(head, task, this.#field(), parts.message, parts.hints, parts.help, parts.sure, parts.solution);
  }

  /** What the reader answers with: options, a number, or a line of code in a cell. */
  #field() {
    const { kind } = this.spec;
    if (kind === "prediction") return this.#bets();
    if (kind === "code") {
      const how = element("p", "faqlab-how", "Write it in a cell, then check it with ");
      how.append(element("code", "", this.spec.call));
      return how;
    }
    const form = element("form", "faqlab-form");
    const check = element("button", "faqlab-check", "Check");
    check.type = "submit";
    if (kind === "choice") form.append(this.#choices(), check);
    else form.append(this.#entry(), check);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(this.answered());
    });
    this.parts.check = check;
    return form;
  }

  #entry() {
    const label = element("label", "faqlab-entry", "Your answer ");
    const input = element("input");
    Object.assign(input, { type: "text", inputMode: "decimal", size: 10, autocomplete: "off" });
    label.append(input);
    if (this.spec.unit) label.append(document.createTextNode(` ${this.spec.unit}`));
    this.answered = () => input.value.trim();
    this.answer = (text) => {
      input.value = text;
    };
    return label;
  }

  #choices() {
    const set = element("fieldset", "faqlab-choices");
    set.append(element("legend", "", "Your answer"));
    // The group's name must be this view's own: one card may be shown twice.
    const group = `faqlab-${Math.random().toString(36).slice(2)}`;
    const radios = this.spec.options.map(([letter, text]) => {
      const label = element("label", "faqlab-option");
      const radio = element("input");
      Object.assign(radio, { type: "radio", name: group, value: letter });
      const words = element("span");
      words.append(...inline(text));
      label.append(radio, words);
      set.append(label);
      return radio;
    });
    this.answered = () => radios.find((radio) => radio.checked)?.value ?? "";
    this.answer = (letter) => {
      for (const radio of radios) radio.checked = radio.value === letter;
    };
    return set;
  }

  #bets() {
    const group = element("div", "faqlab-bets");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Your prediction");
    const buttons = this.spec.options.map(([letter, text]) => {
      const button = element("button", "faqlab-bet");
      button.type = "button";
      button.append(...inline(text));
      button.addEventListener("click", () => this.#send(letter));
      group.append(button);
      return [letter, button];
    });
    this.answer = (letter) => {
      for (const [own, button] of buttons) button.setAttribute("aria-pressed", String(own === letter));
    };
    return group;
  }

  #buttons() {
    const { parts, spec } = this;
    parts.hint = element("button", "faqlab-hint");
    parts.hint.type = "button";
    parts.hint.addEventListener("click", () => this.#say({ kind: "hint" }));
    parts.show = element("button", "faqlab-show", "Solution");
    parts.show.type = "button";
    parts.show.addEventListener("click", () => {
      // Who has solved it may look without being asked.
      if (this.model.get("state") === "right") this.#say({ kind: "solution" });
      else this.#ask(true);
    });
    if (spec.hints) parts.help.append(parts.hint);
    if (spec.solution) parts.help.append(parts.show);
  }

  /** The gentle question before the solution. */
  #question() {
    const question = element("div", "faqlab-sure");
    question.hidden = true;
    question.setAttribute("role", "group");
    const words = (this.parts.words = element("span"));
    const later = (this.parts.later = element("button", "", "Not yet"));
    const now = element("button", "", "Show it");
    for (const button of [later, now]) button.type = "button";
    later.addEventListener("click", () => this.#ask(false));
    now.addEventListener("click", () => {
      question.hidden = true;
      this.#say({ kind: "solution" });
    });
    question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#ask(false);
    });
    question.append(words, later, now);
    return question;
  }

  #ask(asking) {
    const { sure, words, later, show } = this.parts;
    const left = this.spec.hints - this.model.get("hints").length;
    const other = left ? `There ${left === 1 ? "is a hint" : `are ${left} hints`} left.` : "One more try may do it.";
    words.textContent = `Sure? ${other}`;
    sure.setAttribute("aria-label", words.textContent);
    sure.hidden = !asking;
    (asking ? later : show).focus();
  }

  #send(answer) {
    clearTimeout(this.waiting);
    if (!answer) {
      this.#remark(this.spec.kind === "choice" ? "Choose an answer first." : "Enter a number first.");
      return;
    }
    this.waiting = setTimeout(() => {
      this.#remark("No answer from the kernel yet. If it is busy, this is checked when it is done.");
    }, PATIENCE);
    this.#say({ kind: "check", answer });
  }

  /** Tell the kernel. One that was restarted has forgotten this card. */
  #say(message) {
    try {
      this.model.send(message);
    } catch (error) {
      clearTimeout(this.waiting);
      console.warn("faqlab:", error);
      this.#remark("The kernel was restarted, or is gone. Run this cell again, and the card is back.");
    }
  }

  #remark(text) {
    const { message } = this.parts;
    message.dataset.tone = "untouched";
    message.replaceChildren(element("p", "", text));
  }

  #draw() {
    const { parts, spec, model, root } = this;
    const [state, reply] = [model.get("state"), model.get("reply")];
    const [icon, stands] = BADGES[state] ?? BADGES.untouched;
    parts.icon.textContent = icon;
    parts.stands.textContent = stands;
    root.dataset.state = state;
    const answer = model.get("answer");
    if (this.answer && answer !== this.shown) this.answer((this.shown = answer));
    if (reply.count !== this.count) {
      this.count = reply.count;
      clearTimeout(this.waiting);
      this.#tell(reply);
    }
    this.#help();
    const solution = model.get("solution");
    if (solution !== this.solved) {
      this.solved = solution;
      parts.solution.replaceChildren(...(solution ? [element("strong", "", "Solution"), ...written(solution)] : []));
    }
    root.dataset.answers = reply.count ?? 0;
    if (solution) parts.sure.hidden = true;
    parts.show.hidden = Boolean(solution);
    if (!spec.hints && (solution || !spec.solution)) parts.help.hidden = true;
  }

  #tell({ state, message: text, note }) {
    const { message } = this.parts;
    const paragraphs = written(text);
    if (!paragraphs.length) paragraphs.push(element("p"));
    if (OPENINGS[state]) paragraphs[0].prepend(element("strong", "", OPENINGS[state]), " ");
    if (note) paragraphs.push(element("p", "faqlab-note", note));
    message.dataset.tone = state;
    message.replaceChildren(...paragraphs);
  }

  #help() {
    const { parts, spec, model } = this;
    const hints = model.get("hints");
    for (const text of hints.slice(parts.hints.children.length)) {
      const item = element("li");
      item.append(...inline(text));
      parts.hints.append(item);
    }
    const left = hints.length < spec.hints;
    // A button that goes would take the focus of the keyboard with it.
    if (!left && document.activeElement === parts.hint) parts.show.focus();
    parts.hint.hidden = !left;
    parts.hint.textContent = hints.length ? `Next hint (${hints.length + 1} of ${spec.hints})` : `Hint (1 of ${spec.hints})`;
  }
}

function showError(root, error) {
  const message = `faqlab could not show the exercise: ${error.message}. It can be answered from a cell all the same.`;
  root.replaceChildren(element("div", "faqlab-error", message));
  console.error("faqlab:", error);
}

export default () => ({
  render({ model, el }) {
    const root = element("section", "faqlab-exercise-card");
    // Keys are for the card, as Enter, Space and letters have other work in the notebook; but Ctrl+S
    // and Shift+Enter stay the notebook's.
    root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter"))) {
        event.stopPropagation();
      }
    });
    el.append(root);
    try {
      const view = new CardView(model, root);
      return () => view.close();
    } catch (error) {
      showError(root, error);
      return () => {};
    }
  },
});
