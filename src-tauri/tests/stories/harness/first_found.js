// From a word in a field to the frame that shows what was found of it, and nothing else; answers milliseconds.
const [label, word, selector, answer] = arguments;
const field = document.querySelector(`main input[aria-label="${label}"]`);
const started = performance.now();
const look = () => {
  const shown = [...document.querySelectorAll(`main ${selector}`)];
  if (shown.length > 0 && shown.every((one) => one.textContent.includes(word))) {
    requestAnimationFrame(() => setTimeout(() => answer(performance.now() - started)));
    return;
  }
  if (performance.now() - started > 20000) return answer("nothing within 20 s");
  requestAnimationFrame(look);
};
field.value = word;
field.dispatchEvent(new Event("input", { bubbles: true }));
requestAnimationFrame(look);
