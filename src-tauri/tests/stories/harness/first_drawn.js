// From a click on a link to the frame that shows what the selector names; answers milliseconds.
const [href, selector, answer] = arguments;
const link = document.createElement("a");
link.href = href;
link.textContent = href;
document.querySelector("main").prepend(link);
const started = performance.now();
const look = () => {
  if ([...document.querySelectorAll(`main ${selector}`)].some((one) => one.textContent.trim())) {
    requestAnimationFrame(() => setTimeout(() => answer(performance.now() - started)));
    return;
  }
  if (performance.now() - started > 20000) return answer("none within 20 s");
  requestAnimationFrame(look);
};
link.click();
link.remove();
requestAnimationFrame(look);
