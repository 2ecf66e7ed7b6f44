/** Runs in the page: what axe does not see. `targetPx`: the least that is pressed on purpose may measure. */
export function measure(targetPx: number): string[] {
  const wrong: string[] = [];
  const called = (element: Element) =>
    `<${element.localName}> ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}`;
  // 1.4.10: nothing to the side of the window.
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`scrolls sideways by ${wide} px`);
  // 2.5.8, and that the words fit.
  const pressed = 'button, .button-primary, .button-quiet, .button-danger, .input, summary, header a, nav a';
  for (const control of document.querySelectorAll<HTMLElement>(pressed)) {
    const { width, height } = control.getBoundingClientRect();
    if (width === 0 || !control.checkVisibility() || control.closest('.sr-only') !== null) continue;
    if (height < targetPx - 0.5 || width < targetPx - 0.5)
      wrong.push(`${called(control)} is ${Math.round(width)} by ${Math.round(height)} px`);
    if (control.matches('a, button') && control.scrollWidth > control.clientWidth + 1)
      wrong.push(`${called(control)} does not fit its words`);
  }
  // 2.5.7: what is dragged needs another way; here nothing is dragged.
  for (const dragged of document.querySelectorAll('[draggable=true], input[type=range]'))
    wrong.push(`${called(dragged)} is to be dragged`);
  // 3.3.8: password managers know a field by this.
  for (const secret of document.querySelectorAll('input[type=password]:not([autocomplete$="-password"])'))
    wrong.push(`the field ${secret.getAttribute('name')} is not made known to password managers`);
  // Whoever asked for less motion gets none.
  for (const { effect, playState } of document.getAnimations())
    if (playState === 'running' && Number(effect?.getComputedTiming().activeDuration) > 1)
      wrong.push(
        `${effect instanceof KeyframeEffect && effect.target !== null ? called(effect.target) : '?'} moves`,
      );
  return wrong;
}

/** Runs in the page: text as far apart as WCAG 1.4.12 says a reader may set it. */
export function spaceOut(on: boolean): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }',
  );
  document.adoptedStyleSheets = on ? [sheet] : [];
}

/** Runs in the page: resolves when what was changed has been drawn, from the top on, what is far down as well. */
export function drawn(): Promise<void> {
  for (const one of document.querySelectorAll('.far-down')) one.classList.remove('far-down');
  scrollTo(0, 0);
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
