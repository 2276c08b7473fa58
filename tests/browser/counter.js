// The smallest widget with which the harness can be tested: a button, and two texts from Python.
function render({ model, el }) {
  const button = document.createElement("button");
  button.textContent = "click";
  button.addEventListener("click", () => model.send({ kind: "click" }));

  const count = document.createElement("span");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const draw = () => {
    count.textContent = `count ${model.get("count")}`;
    status.textContent = model.get("status");
  };
  model.on("change", draw);
  draw();

  el.append(button, count, status);
  return () => model.off("change", draw);
}
export default { render };
