// Returns the visible texts whose contrast with what lies behind them is under WCAG AA: 4.5, or 3 for large letters.
() => {
  const numbers = (text) => text.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
  const read = (text) => {
    if (text.startsWith("color(srgb")) {
      const [red, green, blue, alpha = 1] = numbers(text.slice(10));
      return [red * 255, green * 255, blue * 255, alpha];
    }
    const [red, green, blue, alpha = 1] = numbers(text);
    return [red, green, blue, alpha];
  };
  const over = (top, below) => [0, 1, 2].map((each) => top[each] * top[3] + below[each] * (1 - top[3])).concat(1);
  const gradient = (image) => (image.match(/rgba?\([^)]*\)|color\(srgb[^)]*\)/g) ?? []).map(read);

  // Every colour that may lie behind an element: a gradient is taken at each of its ends.
  function behind(element) {
    const line = [];
    for (let each = element; each; each = each.parentElement) line.unshift(getComputedStyle(each));
    let colours = [[255, 255, 255, 1]];
    for (const style of line) {
      colours = colours.map((below) => over(read(style.backgroundColor), below));
      const ends = gradient(style.backgroundImage);
      if (ends.length) colours = ends.flatMap((end) => colours.map((below) => over(end, below)));
    }
    return colours;
  }

  function light([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((each) => each / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function ratio(front, back) {
    const [low, high] = [light(over(front, back)), light(back)].sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
  }

  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest("[aria-hidden=true], noscript, :disabled, .unseen, .spoiler:not(.open)")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const enough = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const worst = Math.min(...behind(element).map((back) => ratio(read(style.color), back)));
    if (worst < enough) bad.push(`${worst.toFixed(2)} ${element.tagName}.${element.className}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return bad;
}
