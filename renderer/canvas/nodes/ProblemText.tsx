/** A problem's message: the first sentence stands out, shapes are set as code. */
import { Children, createElement } from 'react';
import type { Problem } from '../../../engine/problems.ts';
import styles from './ProblemText.module.css';

const SHAPE = /((?:int32 |bool )?(?:N|\d+)(?:×[\w-]+)+)/g;

export function ProblemText({
  problem: { message, severity },
}: {
  readonly problem: Pick<Problem, 'message' | 'severity'>;
}) {
  const [first, ...rest] = message.split(/(?<=\.)\s+(?=\p{Lu})/u);
  return (
    <p className={styles.text} data-severity={severity}>
      <b>{withShapes(first!)}</b> {withShapes(rest.join(' '))}
    </p>
  );
}

function withShapes(text: string) {
  // every second part is what the pattern caught; the parts have no name but their place
  return Children.toArray(text.split(SHAPE).map((part, i) => (i % 2 === 1 ? createElement('code', null, part) : part)));
}
