/** Classes of a label around a radio button and what it stands for: all of it can be pressed. */
export const choice =
  'flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line px-4 py-3 hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft';
