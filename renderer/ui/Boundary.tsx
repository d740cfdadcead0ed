import { verbatim } from '../../engine/phrases.ts';
import { Component, type ReactNode } from 'react';
import { t } from '../../engine/texts/index.ts';
import styles from './Boundary.module.css';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

interface BoundaryProps {
  /** What cannot be shown when it fails: "The canvas". Left out where nothing stands in the place of what is missing. */
  readonly what?: string;
  /** Where this becomes another, it is tried again without asking: the document that is shown. */
  readonly shows?: unknown;
  /** Of a dialog: what closes it. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly failure: { readonly error: unknown } | null;
  readonly shows: unknown;
}

/**
 * Keeps a mistake of the program's own in the place where it happened: a message stands there, and all else goes on. React has no
 * other way than a class to catch what is thrown while drawing.
 */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failure: null, shows: this.props.shows };

  static getDerivedStateFromError(error: unknown): Pick<BoundaryState, 'failure'> {
    return { failure: { error } };
  }

  static getDerivedStateFromProps({ shows }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return shows === state.shows ? null : { failure: null, shows };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    const { what, onClose } = this.props;
    if (what === undefined) return null;
    const reason = failure.error instanceof Error ? failure.error.message : String(failure.error);
    const again = <Button onClick={() => this.setState({ failure: null })}>{t('boundary.again', 'Try again')}</Button>;
    const text = t('boundary.failed', '{{what}} cannot be shown: {{reason}}', {
      what: verbatim(what),
      reason: verbatim(reason),
    });
    const safe = t('boundary.safe', 'This is a mistake of the program. The document is as it was, and kept.');
    if (onClose)
      return (
        <Dialog title={what} description={text} onClose={onClose} actions={again}>
          <p>{safe}</p>
        </Dialog>
      );
    return (
      <div className={styles.failed} role="alert">
        <p className={styles.text}>{text}</p>
        <p>{safe}</p>
        {again}
      </div>
    );
  }
}
