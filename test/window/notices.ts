import { expect } from 'vitest';
import { noticesShown } from '../../renderer/state/notices.ts';

/** That the window says this, whatever else it says. */
export function expectNotice(text: string | RegExp): void {
  expect(noticesShown().map((notice) => notice.text)).toContainEqual(
    typeof text === 'string' ? text : expect.stringMatching(text),
  );
}

/** Presses the button of the newest notice. */
export function pressNotice(title: string): void {
  const notice = noticesShown().findLast(({ action }) => action?.title === title);
  if (!notice) throw new Error(`no notice offers "${title}"`);
  notice.action!.run();
}
