// Note every picture that a chart of faqlab paints. Times are milliseconds since 1970, like Python's.
() => {
  window.faqlabPaints = [];
  window.faqlabClicked = null;
  let now = null;
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (work) =>
    ask((time) => {
      const start = performance.now();
      now = null;
      work(time);
      // how long the script took that drew
      if (now) now.script = performance.now() - start;
    });
  document.addEventListener("faqlab:painted", (event) => {
    const { state, epochs, batches, points } = event.target.dataset;
    const paint = (now = { sent: event.detail.sent ?? null, state, epochs: +epochs, batches: +batches, points: +points });
    const channel = new MessageChannel();
    // A message posted while a frame is drawn is delivered after the frame.
    channel.port1.onmessage = () => {
      paint.painted = Date.now();
      window.faqlabPaints.push(paint);
    };
    channel.port2.postMessage(0);
  });
  document.addEventListener("click", () => (window.faqlabClicked = Date.now()), true);
}
