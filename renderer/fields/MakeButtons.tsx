/** What a proposal is for: the network alone, or its training at once. */
import { t } from '../../engine/texts/index.ts';
import { Button } from '../ui/Button.tsx';

export function MakeButtons({
  disabled,
  onMake,
}: {
  readonly disabled?: boolean;
  readonly onMake: (train: boolean) => void;
}) {
  return (
    <>
      <Button disabled={disabled} onClick={() => onMake(false)}>
        {t('table.make', 'Make the network')}
      </Button>
      <Button look="primary" data-default disabled={disabled} onClick={() => onMake(true)}>
        {t('given.train', 'Make it and train')}
      </Button>
    </>
  );
}
