import { DASHES, useColours } from './theme.ts';

interface LineSampleProps {
  /** Which of the lines of a chart: it decides about colour and dash. */
  readonly index: number;
  readonly dash?: readonly number[];
  readonly className?: string;
}

/** A short piece of a chart's line, to say beside a name whose line it is. */
export function LineSample({ index, dash = DASHES[index]!, className }: LineSampleProps) {
  const colours = useColours();
  return (
    <svg className={className} width="18" height="6" aria-hidden="true">
      <line
        x1="0"
        x2="18"
        y1="3"
        y2="3"
        stroke={colours.runs[index]}
        strokeWidth="1.8"
        strokeDasharray={dash.join(' ')}
      />
    </svg>
  );
}
