/** Sizes that a model leaves open, where nobody says them: the next ones where something in the model does not fit the ones before. */
const PICTURES = [224, 256, 512];
const OTHERS = [64, 512, 4096];

/** So many sizes are tried. */
export const TRIES = PICTURES.length;

/** Of an axis of something that goes in, which has so many axes with the batch. */
export const assumedSize = (axes: number, attempt = 0): number => (axes === 4 ? PICTURES : OTHERS)[attempt]!;
