/**
 * The one script of a page: shows labels of what is pointed at, and switches panels and attention maps. It puts text into the page
 * as text only.
 */
export const SCRIPT = `'use strict';
(() => {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);
  const labelOf = (target) => {
    const marked = target.closest?.('[data-label], svg [role="graphics-symbol"][aria-label]');
    if (!marked || /^(axis|legend|title)$/.test(marked.getAttribute('aria-roledescription') ?? '')) return null;
    return marked.dataset.label ?? marked.getAttribute('aria-label');
  };
  document.addEventListener('pointermove', (event) => {
    const text = event.target instanceof Element ? labelOf(event.target) : null;
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    const { innerWidth, innerHeight } = window;
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const below = event.clientY + 18 + tip.offsetHeight < innerHeight;
    tip.style.left = Math.max(8, left) + 'px';
    tip.style.top = (below ? event.clientY + 18 : event.clientY - tip.offsetHeight - 10) + 'px';
  });
  for (const box of document.querySelectorAll('.switchable')) {
    const panels = [...box.querySelectorAll(':scope > .panel')];
    const select = box.querySelector(':scope > .choice > select');
    const show = () => panels.forEach((panel, i) => { panel.hidden = i !== Number(select.value); });
    select.addEventListener('change', show);
    select.parentElement.hidden = false;
    show();
  }
  for (const box of document.querySelectorAll('.attention')) {
    const tokens = JSON.parse(box.dataset.tokens);
    const maps = new Map([...box.querySelectorAll('[data-map]')].map((made) => [made.dataset.map, made.textContent]));
    const cells = [...box.querySelectorAll('td')];
    const [layer, head] = box.querySelectorAll('select');
    const show = () => {
      const bytes = atob(maps.get(JSON.stringify([layer.value, head.value])) ?? '');
      cells.forEach((cell, i) => {
        const share = (bytes.charCodeAt(i) || 0) / 255;
        cell.style.setProperty('--share', Math.round(100 * share) + '%');
        const from = tokens[Math.floor(i / tokens.length)];
        cell.dataset.label = from + ' → ' + tokens[i % tokens.length] + ': ' + share.toFixed(3);
      });
    };
    layer.addEventListener('change', show);
    head.addEventListener('change', show);
    box.querySelector('.choices').hidden = false;
  }
})();
`;
