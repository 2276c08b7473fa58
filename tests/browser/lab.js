// What lab.py asks of JupyterLab, answered by JupyterLab's own application object
// (`window.jupyterapp`, there because the server runs with expose_app_in_browser).
// Nothing here depends on JupyterLab's class names.
window.faqlabHarness = (() => {
  const jobs = new Map();
  let path = null;

  const shell = () => window.jupyterapp.shell;
  const command = (id, args) => window.jupyterapp.commands.execute(id, args);
  const panel = () => [...shell().widgets("main")].find((w) => w.context?.path === path);
  const kernel = () => panel().sessionContext.session?.kernel;
  const cell = (index) => {
    const found = panel().content.widgets[index];
    if (!found) throw new Error(`the notebook has no cell ${index}`);
    return found;
  };

  const actions = {
    /** Open a notebook, alone on the page, and wait for its kernel's first answer. */
    async open(notebook) {
      path = notebook;
      await window.jupyterapp.restored;
      const opened = await command("docmanager:open", { path });
      if (!opened) throw new Error(`JupyterLab did not open ${path}`);
      await opened.context.ready;
      await opened.revealed;
      await opened.sessionContext.ready;
      if (!kernel()) throw new Error(`no kernel was started for ${path}`);
      await kernel().info;
      shell().collapseLeft();
      return kernel().id;
    },

    /** Run one cell; settles when the kernel has replied and its outputs are all here. */
    async runCell(index) {
      const notebook = panel().content;
      shell().activateById(panel().id);
      notebook.deselectAll();
      notebook.activeCellIndex = index;
      await command("notebook:run-cell");
    },

    async runAll() {
      shell().activateById(panel().id);
      await command("notebook:run-all-cells");
    },

    save: () => command("docmanager:save"),
    interrupt: () => command("notebook:interrupt-kernel"),

    async restart() {
      await command("notebook:restart-kernel");
      await kernel().info;
    },

    /** Change the theme; settles when JupyterLab has loaded its style sheets. */
    async setTheme(name) {
      const changed = () => document.body.dataset.jpThemeName === name;
      if (changed()) return;
      const applied = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (!changed()) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document.body, { attributeFilter: ["data-jp-theme-name"] });
      });
      await command("apputils:change-theme", { theme: name });
      await applied;
      // the shell is hidden while the style sheets load, and shown in the next frame
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    },
  };

  return {
    /** Start an action, return its number at once. */
    start(name, args) {
      const number = jobs.size;
      const action = name + (args.length ? ` ${args.join(" ")}` : "");
      const job = { action, settled: false, value: null, error: null };
      jobs.set(number, job);
      Promise.resolve()
        .then(() => actions[name](...args))
        .then((value) => (job.value = typeof value === "string" ? value : null))
        .catch((error) => (job.error = String(error?.message ?? error)))
        .finally(() => (job.settled = true));
      return number;
    },
    job: (number) => jobs.get(number),

    cells: () => panel().content.widgets.map(({ model }) => model.toJSON()),
    outputs: (index) => cell(index).model.outputs?.toJSON() ?? [],
    /** Put a code cell at the end; returns its index. */
    append(source) {
      const shared = panel().content.model.sharedModel;
      shared.addCell({ cell_type: "code", source });
      return shared.cells.length - 1;
    },

    /** Mark a cell's output area (its whole node, if it has none) and bring it into view. */
    mark(index) {
      const attribute = "data-faqlab-cell";
      document
        .querySelectorAll(`[${attribute}="${index}"]`)
        .forEach((node) => node.removeAttribute(attribute));
      const node = cell(index).outputArea?.node ?? cell(index).node;
      node.setAttribute(attribute, index);
      node.scrollIntoView({ block: "nearest" });
    },

    /** Scroll the notebook to `top` pixels; returns where it is, and how far it could go. */
    scroll(top) {
      const outer = panel().content.outerNode;
      outer.scrollTop = top;
      const { scrollTop, scrollHeight, clientHeight } = outer;
      return { scrollTop, scrollHeight, clientHeight };
    },
  };
})();
