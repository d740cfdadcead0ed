import { Fragment } from 'react';
import { useDialogs } from '../state/dialogs.ts';

/** Where the dialogs that are asked for appear. */
export function Dialogs() {
  return useDialogs().map(({ id, element }) => <Fragment key={id}>{element}</Fragment>);
}
