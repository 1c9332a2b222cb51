/** People outside, by how they answer. */
export const OUTSIDE = {
  soon: '+14155550142',
  busy: '+14155550143',
  never: '+14155550144',
  machine: '+14155550145',
  late: '+14155550146',
} as const;
