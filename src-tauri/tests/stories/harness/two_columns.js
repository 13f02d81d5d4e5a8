// The chat from one message on, as two columns of which the second begins with another message: so much fits a display.
const [first, second] = [...arguments].map((id) => document.getElementById(`m${id}`));
const chat = first?.closest(".chat");
if (!chat || !second) return null;
while (first.previousElementSibling) first.previousElementSibling.remove();
// What the story did to the clock is no part of the chat.
for (const note of chat.querySelectorAll(".note")) if (note.textContent.startsWith("~")) note.remove();
document.body.style.padding = "0";
Object.assign(chat.style, { maxWidth: "none", margin: "0", width: "1375px" });
Object.assign(chat.style, { transform: "scale(0.85)", transformOrigin: "0 0" });
Object.assign(first.parentElement.style, { columns: "2", columnGap: "28px" });
Object.assign(second.style, { breakBefore: "column", marginTop: "0" });
document.documentElement.style.overflow = "hidden";
document.body.replaceChildren(chat);
return { inside: innerHeight, chat: Math.floor(chat.getBoundingClientRect().bottom) };
