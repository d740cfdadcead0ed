import { useEffect, useRef } from 'react';

interface ClassMapProps {
  /** A class for each pixel, row-major. */
  readonly labels: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  readonly label: string;
}

/** A class for each pixel of a picture, in the classes' colours. */
export function ClassMap({ labels, height, width, label }: ClassMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const pixels = new ImageData(width, height);
    for (let i = 0; i < height * width; i++) pixels.data.set([...colourOf(labels[i]!), 255], 4 * i);
    context.putImageData(pixels, 0, 0);
  }, [labels, height, width]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      style={{ imageRendering: 'pixelated' }}
    />
  );
}

export const cssColourOf = (label: number): string => `rgb(${colourOf(label).join(' ')})`;

/** The first class, most often the ground, is grey; hues of the others lie a golden angle apart, so that neighbours differ. */
function colourOf(label: number): readonly [number, number, number] {
  if (label === 0) return [52, 58, 54];
  const hue = (label * 137.508) % 360;
  const [saturation, lightness] = [0.62, 0.42 + 0.18 * ((label >> 1) % 2)];
  const channel = (shift: number): number => {
    const at = (shift + hue / 30) % 12;
    const reach = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
