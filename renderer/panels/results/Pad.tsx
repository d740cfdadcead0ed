/** A surface to draw on with mouse, finger or pen. It gives the ink after every movement. */
import { type PointerEvent, type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { Ink } from './digit.ts';
import styles from './Results.module.css';
import { t } from '../../../engine/texts/index.ts';

/** Pixels of the surface along each side, and of the pen; MNIST's strokes are some 2 of 28 pixels wide. */
const SIDE = 224;
const PEN = 17;

export interface PadHandle {
  clear(): void;
}

export function Pad({ onInk, ref }: { readonly onInk: (ink: Ink | null) => void; readonly ref: Ref<PadHandle> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<readonly [number, number] | null>(null);
  const [empty, setEmpty] = useState(true);

  useImperativeHandle(ref, () => ({
    clear() {
      canvas.current!.getContext('2d')!.clearRect(0, 0, SIDE, SIDE);
      setEmpty(true);
    },
  }));

  const context = () => canvas.current!.getContext('2d', { willReadFrequently: true })!;
  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => {
    const { left, top, width, height } = canvas.current!.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  };
  const stroke = (to: readonly [number, number]) => {
    const c = context();
    c.lineWidth = PEN;
    c.lineCap = c.lineJoin = 'round';
    c.strokeStyle = '#fff';
    c.beginPath();
    c.moveTo(...(last.current ?? to));
    c.lineTo(...to);
    c.stroke();
    last.current = to;
  };
  const tell = () => {
    const { data } = context().getImageData(0, 0, SIDE, SIDE);
    onInk({
      data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i + 3]! / 255),
      width: SIDE,
      height: SIDE,
    });
  };
  const start = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setEmpty(false);
    last.current = null;
    stroke(placeOf(event));
    tell();
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!last.current) return;
    // a fast hand moves several times a frame
    const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const one of moves.length > 0 ? moves : [event.nativeEvent]) stroke(placeOf(one));
    tell();
  };
  const end = () => void (last.current = null);

  return (
    <div className={styles.pad} data-draws>
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={t('results.pad', 'Drawing pad. With the keyboard, choose a test row below instead.')}
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      />
      {empty && <p>{t('results.pad.hint', 'Draw here')}</p>}
    </div>
  );
}
