// Draws the matrix as a table of buttons, and tells the page which cell was chosen.
// All texts come as data and are set as text, never as markup.

const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const headings = (table) => made('tr', {},
  made('td', { className: 'corner' }, made('span', {}, table.corner)),
  ...table.columns.map((column) => made('th', { scope: 'col' }, column.name)));

const cell = (found, row, column, choose) => {
  const place = made('td');
  if (!found) return place;
  const counts = found.counts.map(([sign, count]) => made('span', {},
    made('span', { className: 'sign' }, sign), String(count)));
  const button = made('button', { type: 'button', onclick: () => choose(found.id) }, ...counts);
  button.setAttribute('aria-label', found.label);
  Object.assign(button.dataset, { row, column, id: found.id });
  place.style.setProperty('--share', found.share);
  place.append(button);
  return place;
};

const row = (each, at, table, choose) => made('tr', {},
  made('th', { scope: 'row' }, each.name),
  ...table.columns.map((column, place) => cell(each.cells[column.id], at, place, choose)));

const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// The next button in a direction; empty cells are passed over.
const beside = (box, button, [down, right]) => {
  let [at, place] = [Number(button.dataset.row), Number(button.dataset.column)];
  const [rows, columns] = [box.querySelectorAll('tbody tr').length, box.querySelectorAll('thead th').length];
  do {
    [at, place] = [at + down, place + right];
    const found = box.querySelector(`button[data-row="${at}"][data-column="${place}"]`);
    if (found) return found;
  } while (at >= 0 && place >= 0 && at < rows && place < columns);
  return null;
};

const draw = (box, table, choose) => {
  const rows = table.rows.map((each, at) => row(each, at, table, choose));
  box.replaceChildren(made('table', {},
    made('caption', {}, table.caption), made('thead', {}, headings(table)), made('tbody', {}, ...rows)));
  box.setAttribute('aria-label', table.caption);
  box.onkeydown = (event) => {
    const step = steps[event.key];
    const next = step && event.target.matches('button') && beside(box, event.target, step);
    if (!step) return;
    event.preventDefault();
    if (next) next.focus();
    else box.scrollBy({ left: step[1] * 80, top: step[0] * 80 });
  };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector('.av-matrix');
  const content = JSON.stringify(data.table);
  // Drawn anew only where it is another one, so that the focus stays on the cell that was chosen.
  if (box.dataset.content !== content) {
    draw(box, data.table, (id) => setTriggerValue('cell', id));
    box.dataset.content = content;
  }
  for (const button of box.querySelectorAll('button'))
    button.setAttribute('aria-pressed', String(button.dataset.id === data.chosen));
}
