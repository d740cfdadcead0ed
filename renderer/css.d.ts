/** Custom properties in `style`: `{ '--c': 'var(--f-conv)' }`. */
import 'react';

declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
