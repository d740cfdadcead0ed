import type { Repair } from '../../../engine/problems.ts';
import { word } from '../../../engine/texts/index.ts';
import { repair as apply } from '../../actions/repair.ts';
import { Button } from '../../ui/Button.tsx';

interface RepairButtonsProps {
  readonly repairs: readonly Repair[];
  /** The first stands out. */
  readonly leads?: boolean;
}

/** What a problem proposes, each done by one press. */
export function RepairButtons({ repairs, leads = false }: RepairButtonsProps) {
  return repairs.map((repair, i) => (
    <Button key={word(repair.title)} look={leads && i === 0 ? 'primary' : 'plain'} onClick={() => apply(repair)}>
      {word(repair.title)}
    </Button>
  ));
}
