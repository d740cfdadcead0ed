import { transformOf } from '../../../engine/data/index.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { type FeedPlace, moveTransform, removeTransform, setTransformSetting } from '../../actions/data.ts';
import { attempt } from '../../state/notices.ts';
import { StepFields } from './StepFields.tsx';

interface TransformFieldsProps {
  readonly place: FeedPlace;
  readonly choice: Choice;
  readonly index: number;
  readonly last: boolean;
}

/** One of a column's transforms. */
export function TransformFields({ place, choice, index, last }: TransformFieldsProps) {
  return (
    <StepFields
      kind="transforms"
      definition={transformOf(choice.type)}
      choice={choice}
      id={`data-${place.join('-')}-${index}`}
      first={index === 0}
      last={last}
      onMove={(by) => moveTransform(place, index, by)}
      onRemove={() => removeTransform(place, index)}
      onSet={(setting, value) => void attempt(() => setTransformSetting(place, index, setting, value))}
    />
  );
}
