import type { Repair } from '../../../engine/problems.ts';
import { word } from '../../../engine/texts/index.ts';
import { repair as apply } from '../../actions/repair.ts';
import { Button } from '../../ui/Button.tsx';

/** What a problem proposes, each done by one press. */
export function RepairButtons({ repairs }: { readonly repairs: readonly Repair[] }) {
  return repairs.map((repair) => (
    <Button key={word(repair.title)} onClick={() => apply(repair)}>
      {word(repair.title)}
    </Button>
  ));
}
