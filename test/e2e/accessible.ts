/** What axe-core finds in a page that not everybody can read or use: each the rule and the element, none where all is well. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

interface Asked {
  /** Selectors of the parts to look at; the whole page without them. */
  readonly within?: readonly string[];
  /** Names of axe-core's rules; all without them. */
  readonly rules?: readonly string[];
}

export async function violations(page: Page, { within = [], rules }: Asked = {}): Promise<string[]> {
  // the page has no frames of others, so that no second page is needed to put together what was found in each
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  for (const part of within) axe.include(part);
  if (rules) axe.withRules([...rules]);
  return (await axe.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
}
