import 'katex/dist/katex.min.css';
import { useEffect, useRef } from 'react';
import { t } from '../../../engine/texts/index.ts';
import styles from './Inspector.module.css';

/** A formula from LaTeX. KaTeX is loaded with the first one. */
export function Formula({ tex }: { readonly tex: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let left = false;
    void import('katex').then(({ default: katex }) => {
      if (!left && box.current) katex.render(tex, box.current, { displayMode: true, throwOnError: false });
    });
    return () => {
      left = true;
    };
  }, [tex]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      ref={box}
      className={styles.formula}
      role="group"
      aria-label={t('inspector.formula', 'Formula')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls, and the keyboard reads its end, too
      tabIndex={0}
    />
  );
}
