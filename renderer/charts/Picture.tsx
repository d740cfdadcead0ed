import { useEffect, useRef } from 'react';
import type { Tensor } from '../../engine/types/tensor.ts';

interface PictureProps {
  /** Rows stacked or one alone: [..., C, H, W] with C = 1 or 3, or [..., H, W]. */
  readonly tensor: Tensor;
  /** Which row of a stack. */
  readonly row?: number;
  readonly range?: readonly [number, number];
  readonly label: string;
  readonly className?: string | undefined;
}

/** A picture's raw values, grey or in colour. */
export function Picture({ tensor, row = 0, range = [0, 255], label, className }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, width] = tensor.shape.slice(-2) as [number, number];
  const channels = tensor.shape.at(-3) === 3 ? 3 : 1;
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const plane = height * width;
    const start = row * plane * channels;
    const pixels = new ImageData(width, height);
    const scale = 255 / (range[1] - range[0] || 1);
    for (let i = 0; i < plane; i++) {
      for (let c = 0; c < 3; c++)
        pixels.data[4 * i + c] = (tensor.data[start + (channels === 3 ? c * plane : 0) + i]! - range[0]) * scale;
      pixels.data[4 * i + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
  }, [tensor, row, range[0], range[1], height, width, channels]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      className={className}
      style={{ imageRendering: 'pixelated' }}
    />
  );
}
