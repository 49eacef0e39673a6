/**
 * The form as an answer sheet: {"1": ["A"], "2": ["B", "C"], "3": ["text"]}. A question without an answer is left out;
 * the blanks, gaps, places and prompts of one question keep their places, empty ones included.
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
  };
}

function answerInputs(question) {
  return [...question.querySelectorAll(`[name="q${question.dataset.no}"]`)];
}

const isChoice = (input) => input.type === "radio" || input.type === "checkbox";

function answer(inputs) {
  if (isChoice(inputs[0])) return inputs.filter((input) => input.checked).map((input) => input.value);
  const texts = inputs.map((input) => input.value.trim());
  return texts.some(Boolean) ? texts : [];
}

function put(inputs, given) {
  inputs.forEach((input, place) => {
    if (isChoice(input)) input.checked = given.includes(input.value);
    else if (input.value.trim() !== (given[place] ?? "")) input.value = given[place] ?? "";
  });
}

function isComplete(inputs) {
  return isChoice(inputs[0]) ? inputs.some((input) => input.checked) : inputs.every((input) => input.value.trim());
}
