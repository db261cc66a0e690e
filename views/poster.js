// Draws a neighbourhood that the server has laid out. Every word comes as data and is set as text, never as markup.
const SVG = 'http://www.w3.org/2000/svg';
const LEAST = 0.35, MOST = 2.5, FIRST = 0.8, FIRST_MOST = 1.15, WORDS = 10, SPARE = 34, MARGIN = 48;
const views = new WeakMap();

function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The outline of a node: its kind can be told by its shape alone.
function outline(kind, w, h) {
  const fold = 10, point = 12;
  if (kind === 'artifact') return [
    element('path', {class: 'avg-shape', d: `M0 0H${w - fold}L${w} ${fold}V${h}H0Z`}),
    element('path', {class: 'avg-shape', d: `M${w - fold} 0V${fold}H${w}`})];
  if (kind === 'situation') return [element('path', {class: 'avg-shape',
    d: `M${point} 0H${w - point}L${w} ${h / 2}L${w - point} ${h}H${point}L0 ${h / 2}Z`})];
  const box = element('rect', {class: 'avg-shape', width: w, height: h, rx: kind === 'role' ? Math.min(h / 2, 16) : 4});
  return kind === 'clause' ? [box, element('path', {class: 'avg-shape', d: `M5 0V${h}`})] : [box];
}

// Lines of text; the lead (a symbol and a verb) is bold.
function label(lines, lead, w, h, middle, line) {
  const x = middle ? w / 2 : 10, top = h / 2 - (lines.length - 1) * line / 2 + 4.5;
  return lines.map((words, n) => {
    const text = element('text', {x, y: top + n * line, 'text-anchor': middle ? 'middle' : 'start'});
    if (n === 0 && lead && words.startsWith(lead)) {
      const bold = element('tspan', {class: 'avg-lead'});
      bold.textContent = lead;
      text.append(bold, words.slice(lead.length));
    } else text.textContent = words;
    return text;
  });
}

function badge(node) {
  if (!node.badge) return [];
  const w = 10 + 7 * node.badge.length, x = node.side === 'left' ? 2 - w : node.w - 2;
  const words = element('text', {x: x + w / 2, y: 4, 'text-anchor': 'middle'});
  words.textContent = node.badge;
  return [element('g', {class: 'avg-badge'}, element('rect', {x, y: -8, width: w, height: 16, rx: 8}), words)];
}

function path(edge, nodes) {
  const norm = nodes.get(edge.norm), other = nodes.get(edge.other);
  const left = other.side === 'left';
  const x1 = left ? other.x + other.w : norm.x + norm.w, y1 = left ? other.y + other.h / 2 : norm.y + norm.h / 2;
  const x2 = left ? norm.x : other.x, y2 = left ? norm.y + norm.h / 2 : other.y + other.h / 2;
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

class View {
  constructor(root) {
    this.root = root;
    for (const name of ['view', 'svg', 'columns', 'headings', 'edges', 'nodes', 'words', 'info', 'legend'])
      this[name] = root.querySelector(`.avg-${name}`);
    this.drawn = new Map();
    this.scale = 0;
    this.svg.addEventListener('click', event => this.pick(event.target.closest('.avg-node')));
    this.svg.addEventListener('keydown', event => this.key(event));
    this.nodes.addEventListener('focusin', event => this.focused(event.target.closest('.avg-node')));
    this.nodes.addEventListener('focusout', () => this.look(null));
    this.nodes.addEventListener('pointerover', event => this.look(event.target.closest('.avg-node')?.dataset.id));
    this.nodes.addEventListener('pointerout', () => this.look(this.svg.querySelector('.avg-node:focus')?.dataset.id));
    root.querySelector('.avg-tools').addEventListener('click', event => this.tool(event.target.dataset.do));
    this.grip();
  }

  // Draw what has come; what was there already keeps its element, and so its focus.
  show(data, send) {
    const before = this.data, anchor = before && this.place(this.sent);
    Object.assign(this, {data, send, nodesById: new Map(data.nodes.map(node => [node.id, node]))});
    this.svg.setAttribute('aria-label', data.summary);
    this.svg.setAttribute('viewBox', `${-SPARE} 0 ${data.width + 2 * SPARE} ${data.height}`);
    if (!before || before.start !== data.start) this.scale = 0;
    this.zoom(this.scale || Math.min(Math.max(this.fitting(), FIRST), FIRST_MOST));
    this.frame();
    for (const [id, drawn] of this.drawn) if (!this.nodesById.has(id)) { drawn.remove(); this.drawn.delete(id); }
    this.order = [...data.nodes].sort((a, b) => a.x - b.x || a.y - b.y);
    for (const node of this.order) this.draw(node);
    const edges = data.edges.map(edge => {
      const modality = this.nodesById.get(edge.norm).modality;
      const own = edge.other === data.start ? ' own' : '';
      const drawn = element('path', {class: `avg-edge ${edge.relation} ${modality}${own}`, d: path(edge, this.nodesById)});
      return Object.assign(drawn, {edge});
    });
    this.edges.replaceChildren(...edges);
    this.tabs(data.chosen || data.start);
    this.look(this.svg.querySelector('.avg-node:focus')?.dataset.id);
    if (before?.start !== data.start) this.bring(data.start);
    else if (before.chosen !== data.chosen && data.chosen !== this.sent)
      this.drawn.get(data.chosen)?.scrollIntoView({block: 'center', inline: 'nearest'});
    else if (anchor) this.hold(anchor);
    this.svg.dataset.ready = data.nodes.length;
  }

  draw(node) {
    let drawn = this.drawn.get(node.id);
    if (drawn) drawn.classList.add('moved');
    else {
      drawn = element('g', {tabindex: '-1', role: 'button'});
      drawn.dataset.id = node.id;
      this.drawn.set(node.id, drawn);
    }
    const moved = drawn.classList.contains('moved') ? ' moved' : '';
    drawn.setAttribute('class', `avg-node ${node.kind} ${node.modality}${node.chosen ? ' chosen' : ''}${moved}`);
    drawn.style.transform = `translate(${node.x}px, ${node.y}px)`;
    drawn.setAttribute('aria-label', node.title);
    if (node.chosen) drawn.setAttribute('aria-current', 'true');
    else drawn.removeAttribute('aria-current');
    if (node.expands) drawn.setAttribute('aria-expanded', node.opened);
    else drawn.removeAttribute('aria-expanded');
    drawn.replaceChildren(
      element('rect', {class: 'avg-ring', x: -4, y: -4, width: node.w + 8, height: node.h + 8, rx: 8}),
      ...outline(node.kind, node.w, node.h),
      ...label(node.lines, node.lead, node.w, node.h, node.kind !== 'norm', this.data.line), ...badge(node));
    if (!drawn.isConnected) this.nodes.append(drawn);
  }

  frame() {
    const {columns, headings, legend} = this.data;
    this.columns.replaceChildren(...columns.flatMap(column => {
      const words = element('text', {x: column.x, y: 18});
      words.textContent = column.name;
      return [words, element('line', {x1: column.x, x2: column.x + column.width, y1: 27, y2: 27})];
    }));
    this.headings.replaceChildren(...headings.map(heading => {
      const words = element('text', {x: heading.x, y: heading.y + 22});
      words.textContent = heading.name;
      return words;
    }));
    this.legend.replaceChildren(...legend.map(each => {
      const item = document.createElement('li');
      item.append(this.sign(each), each.name);
      return item;
    }));
  }

  // A sign of the legend: the shape of a node or the line of an edge.
  sign(each) {
    const drawn = each.relation
      ? [element('path', {class: `avg-edge ${each.relation} near`, d: 'M0 9H34', style: 'stroke-opacity: 1'})]
      : [element('g', {class: `avg-node ${each.kind} ${each.modality}`}, ...outline(each.kind, 32, 16))];
    for (const g of drawn) if (!each.relation) g.setAttribute('transform', 'translate(1 1)');
    return element('svg', {class: 'avg-svg', width: 34, height: 18, 'aria-hidden': 'true'}, ...drawn);
  }

  // -- moving about -------------------------------------------------------------------------

  fitting() { return (this.view.clientWidth - 24) / (this.data.width + 2 * SPARE); }

  zoom(scale) {
    this.scale = Math.min(Math.max(scale, LEAST), MOST);
    this.svg.setAttribute('width', (this.data.width + 2 * SPARE) * this.scale);
    this.svg.setAttribute('height', this.data.height * this.scale);
  }

  // Zoom about the middle of what is seen.
  zoomBy(factor) {
    const {view} = this, before = this.scale;
    const x = view.scrollLeft + view.clientWidth / 2, y = view.scrollTop + view.clientHeight / 2;
    this.zoom(before * factor);
    view.scrollLeft = x * this.scale / before - view.clientWidth / 2;
    view.scrollTop = y * this.scale / before - view.clientHeight / 2;
  }

  place(id) {
    const node = this.nodesById?.get(id);
    return node && {id, top: node.y * this.scale - this.view.scrollTop};
  }

  hold({id, top}) {
    const node = this.nodesById.get(id);
    if (node) this.view.scrollTop = node.y * this.scale - top;
  }

  bring(id) {
    const node = this.nodesById.get(id);
    if (!node) return;
    const {view, scale} = this, wide = this.data.width * scale > view.clientWidth;
    view.scrollLeft = wide && node.side !== 'left' ? (node.x + node.w / 2) * scale - view.clientWidth / 2 : 0;
    view.scrollTop = 0;
  }

  grip() {
    let held = null;
    this.view.addEventListener('pointerdown', event => {
      if (event.pointerType !== 'mouse' || event.button || event.target.closest('.avg-node')) return;
      held = {x: event.clientX + this.view.scrollLeft, y: event.clientY + this.view.scrollTop};
      this.view.classList.add('held');
    });
    const free = () => { held = null; this.view.classList.remove('held'); };
    this.view.addEventListener('pointermove', event => {
      if (!held || !event.buttons) return held && free();
      this.view.scrollLeft = held.x - event.clientX;
      this.view.scrollTop = held.y - event.clientY;
    });
    this.view.addEventListener('pointerup', free);
    this.view.addEventListener('pointerleave', free);
  }

  // -- choosing and looking -----------------------------------------------------------------

  pick(drawn) {
    if (!drawn) return;
    this.sent = drawn.dataset.id;
    drawn.focus({preventScroll: true});
    this.send('picked', this.sent);
  }

  key(event) {
    const at = event.target.closest('.avg-node');
    if (!at) return;
    const node = this.nodesById.get(at.dataset.id);
    const column = this.order.filter(each => each.x === node.x), n = column.indexOf(node);
    const steps = {
      ArrowDown: () => column[n + 1], ArrowUp: () => column[n - 1], Home: () => column[0], End: () => column.at(-1),
      ArrowLeft: () => this.beside(node, -1), ArrowRight: () => this.beside(node, 1),
    };
    if (event.key === 'Enter' || event.key === ' ') this.pick(at);
    else if (event.key === 'Escape') this.look(null);
    else if (steps[event.key]) this.drawn.get(steps[event.key]()?.id)?.focus();
    else return;
    event.preventDefault();
  }

  // The nearest node in the next column, one that is tied to this one before others.
  beside(node, way) {
    const xs = [...new Set(this.order.map(each => each.x))], x = xs[xs.indexOf(node.x) + way];
    const tied = this.tied(node.id), there = this.order.filter(each => each.x === x);
    const own = there.filter(each => tied.has(each.id));
    const far = each => Math.abs(each.y + each.h / 2 - node.y - node.h / 2);
    return (own.length ? own : there).sort((a, b) => far(a) - far(b))[0];
  }

  tied(id) {
    return new Set(this.data.edges.flatMap(e => e.norm === id ? [e.other] : e.other === id ? [e.norm] : []));
  }

  focused(drawn) {
    if (!drawn) return;
    this.tabs(drawn.dataset.id);
    this.look(drawn.dataset.id);
    drawn.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }

  tabs(id) {
    const at = this.drawn.has(id) ? id : this.data.start;
    for (const [own, drawn] of this.drawn) drawn.setAttribute('tabindex', own === at ? '0' : '-1');
  }

  // Bring out a node and what it is tied to; the line below the graph has all its words.
  look(id) {
    const node = this.nodesById?.get(id), near = node ? this.tied(id).add(id) : new Set();
    this.svg.classList.toggle('looking', Boolean(node));
    for (const [own, drawn] of this.drawn) drawn.classList.toggle('near', near.has(own));
    const edges = [...this.edges.children].filter(e => {
      const touches = e.edge.norm === id || e.edge.other === id;
      e.classList.toggle('near', touches);
      return touches;
    });
    this.words.replaceChildren(...(edges.length <= WORDS ? edges.map(e => this.word(e)) : []));
    this.info.textContent = node ? node.title : this.data.hint;
  }

  // What an edge says, written on its middle.
  word(drawn) {
    const {x, y} = drawn.getPointAtLength(drawn.getTotalLength() / 2), said = drawn.edge.name;
    const w = 10 + 6.2 * said.length, words = element('text', {x, y: y + 4, 'text-anchor': 'middle'});
    words.textContent = said;
    return element('g', {}, element('rect', {x: x - w / 2, y: y - 9, width: w, height: 18, rx: 9}), words);
  }

  // -- taking it along ----------------------------------------------------------------------

  tool(what) {
    if (what === 'in') this.zoomBy(1.25);
    else if (what === 'out') this.zoomBy(0.8);
    else if (what === 'fit') this.zoom(this.fitting());
    else if (what === 'full') document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen?.();
    else if (what === 'svg') this.save(new Blob([this.standing()], {type: 'image/svg+xml'}), 'svg');
    else if (what === 'png') this.paint();
  }

  // The drawing by itself, in light colours and with its legend: styles become attributes, for any program.
  standing() {
    this.look(null);
    const {width, height, legend} = this.data, w = width + 2 * MARGIN, foot = 34 + 24 * Math.ceil(legend.length / 4);
    const kept = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity', 'font-size',
      'font-weight', 'font-family'];
    const signs = element('g', {transform: `translate(0 ${height + 24})`}, ...legend.map((each, n) => {
      const words = element('text', {x: 42, y: 14}), sign = this.sign(each), at = [(n % 4) * (width / 4), Math.floor(n / 4) * 24];
      words.textContent = each.name;
      return element('g', {transform: `translate(${at})`}, sign, words);
    }));
    this.root.style.colorScheme = 'light';
    this.svg.append(signs);
    const copy = this.svg.cloneNode(true);
    const pairs = [[this.svg, copy], ...[...this.svg.querySelectorAll('*')].map((e, n) => [e, copy.querySelectorAll('*')[n]])];
    for (const [from, to] of pairs) {
      if (!['g', 'svg'].includes(from.localName)) {
        const style = getComputedStyle(from);
        for (const name of kept) to.setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
        if (from.localName === 'text' && from.textContent) {
          // Another program may have another font: the words stay as wide as they are here.
          to.setAttribute('textLength', from.getComputedTextLength());
          to.setAttribute('lengthAdjust', 'spacingAndGlyphs');
        }
      }
      if (from.style.transform) to.setAttribute('transform', from.style.transform.replaceAll('px', ''));
      for (const name of ['style', 'class', 'tabindex', 'role', 'aria-label', 'aria-expanded', 'aria-roledescription',
        'aria-hidden', 'aria-current', 'data-id', 'data-ready']) to.removeAttribute(name);
    }
    const paper = getComputedStyle(this.view).backgroundColor;
    this.root.style.colorScheme = '';
    signs.remove();
    for (const [name, value] of Object.entries({width: w, height: height + foot + 32, viewBox: `${-MARGIN} -24 ${w} ${height + foot + 32}`}))
      copy.setAttribute(name, value);
    const title = element('title');
    title.textContent = this.data.summary;
    copy.prepend(title, element('rect', {x: -MARGIN, y: -24, width: w, height: height + foot + 32, fill: paper}));
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy);
  }

  async paint() {
    const image = new Image(), times = 2;
    image.src = URL.createObjectURL(new Blob([this.standing()], {type: 'image/svg+xml'}));
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), {width: image.width * times, height: image.height * times});
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob(blob => this.save(blob, 'png'), 'image/png');
  }

  save(blob, ending) {
    const link = Object.assign(document.createElement('a'), {href: URL.createObjectURL(blob), download: `${this.data.file}.${ending}`});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

export default function ({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector('.avg');
  if (!views.has(root)) views.set(root, new View(root));
  views.get(root).show(data, setTriggerValue);
}
