/** Sizes that a model leaves open, where nobody says them. */
const [PICTURE, OTHER] = [224, 64];

/** Of an axis of something that goes in, which has so many axes with the batch. */
export const assumedSize = (axes: number): number => (axes === 4 ? PICTURE : OTHER);
