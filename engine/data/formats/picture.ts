/** Names of files that hold pictures. */
export const PICTURE = /\.(png|jpe?g|webp|bmp|gif|tiff?)$/i;
