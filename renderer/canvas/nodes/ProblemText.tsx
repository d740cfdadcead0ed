/** A problem's message: the first sentence stands out, shapes are set as code. */
import { createElement } from 'react';
import { type Problem, wordProblem } from '../../../engine/problems.ts';
import styles from './ProblemText.module.css';

const SHAPE = /((?:int32 |bool )?(?:N|\d+)(?:×[\w-]+)+)/g;

export function ProblemText({ problem }: { readonly problem: Problem }) {
  const [first, ...rest] = wordProblem(problem).split(/(?<=\.)\s+(?=\p{Lu})|(?<=。)/u);
  return (
    <p className={styles.text} data-severity={problem.severity}>
      <b>{withShapes(first!)}</b> {withShapes(rest.join(' '))}
    </p>
  );
}

function withShapes(text: string) {
  // every second part is what the pattern caught; the parts have no name but their place
  return text.split(SHAPE).map((part, i) => (i % 2 === 1 ? createElement('code', { key: i }, part) : part));
}
