/** JSON that others wrote. */

/** Nothing that says something is nested deeper; models of models within models are. */
const MOST_DEPTH = 200;

/** The value of a text. Throws a `SyntaxError`, also where it is nested so deeply that it takes many times its text, or no reader's turn. */
export function jsonOf(text: string, deepest = MOST_DEPTH): unknown {
  if (depthOf(text) > deepest) throw new SyntaxError('nested too deeply');
  return JSON.parse(text);
}

/** How deep lists and objects of a JSON text lie in each other. */
function depthOf(json: string): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '"') isText = !isText;
    else if (isText) at += sign === '\\' ? 1 : 0;
    else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
    else if (sign === '}' || sign === ']') depth--;
  }
  return deepest;
}
