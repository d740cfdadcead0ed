/** A row of more than a few numbers, as it is best seen: a picture, tokens by name, a line, a mask in the colours of its classes. */
import type { Column } from '../../../engine/data/define.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { ClassMap } from '../../charts/ClassMap.tsx';
import { Picture } from '../../charts/Picture.tsx';
import { StepsCell, TokenNames } from './SequenceCell.tsx';

export function DrawnRow({
  column,
  tensor,
  names,
  at,
  label,
}: {
  readonly column: Column;
  readonly tensor: Tensor;
  /** Of a row of tokens. */
  readonly names: readonly string[] | undefined;
  readonly at: number;
  readonly label: string;
}) {
  if (column.kind === 'image')
    return <Picture tensor={tensor} row={at} {...(column.range && { range: column.range })} label={label} />;
  if (names) return <TokenNames names={names} />;
  if (column.dtype === 'float32') return <StepsCell column={column} tensor={tensor} at={at} label={label} />;
  const [height, width] = column.shape.slice(-2) as [number, number];
  const size = sizeOf(column.shape);
  return (
    <ClassMap labels={tensor.data.subarray(at * size, (at + 1) * size)} height={height} width={width} label={label} />
  );
}
