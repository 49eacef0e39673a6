/**
 * The form as an answer sheet: {"1": ["A"], "2": ["B", "C"], "3": ["text"]}. A question without an answer is left out;
 * the blanks, gaps, places and prompts of one question keep their places, empty ones included. A case has one text for
 * each of its parts, whose fields are named q<no>-<place>: the letters that were chosen, or what was typed.
 */
export function createSheet(form) {
  const questions = [...form.querySelectorAll(".question")];
  const numbers = questions.map((question) => question.dataset.no);
  const inputs = new Map(questions.map((question) => [question.dataset.no, answerInputs(question)]));
  const pairs = () => numbers.map((no) => [no, answer(inputs.get(no))]);

  return {
    numbers,
    read: () => Object.fromEntries(pairs().filter(([, given]) => given.length)),
    write: (answers) => numbers.forEach((no) => put(inputs.get(no), answers[no] ?? [])),
    isDone: (no) => isComplete(inputs.get(no)),
    isBegun: (no) => answer(inputs.get(no)).length > 0,
  };
}

/** The fields of a question; of a case, a list of those of each part. */
function answerInputs(question) {
  const no = question.dataset.no;
  const parts = [...question.querySelectorAll("[data-part]")];
  const named = (name) => [...question.querySelectorAll(`[name="${name}"]`)];
  return parts.length ? parts.map((part) => named(`q${no}-${part.dataset.part}`)) : named(`q${no}`);
}

const isCase = (inputs) => Array.isArray(inputs[0]);

const isChoice = (input) => input.type === "radio" || input.type === "checkbox";

function answer(inputs) {
  if (isCase(inputs)) {
    const texts = inputs.map((part) => answer(part).join(""));
    return texts.some(Boolean) ? texts : [];
  }
  if (isChoice(inputs[0])) return inputs.filter((input) => input.checked).map((input) => input.value);
  const texts = inputs.map((input) => input.value.trim());
  return texts.some(Boolean) ? texts : [];
}

function put(inputs, given) {
  if (isCase(inputs)) return inputs.forEach((part, place) => putPart(part, given[place] ?? ""));
  inputs.forEach((input, place) => {
    if (isChoice(input)) input.checked = given.includes(input.value);
    else if (input.value.trim() !== (given[place] ?? "")) input.value = given[place] ?? "";
  });
}

function putPart(inputs, text) {
  put(inputs, isChoice(inputs[0]) ? [...text] : [text]);
}

function isComplete(inputs) {
  if (isCase(inputs)) return inputs.every(isComplete);
  return isChoice(inputs[0]) ? inputs.some((input) => input.checked) : inputs.every((input) => input.value.trim());
}
