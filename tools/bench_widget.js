// All steps are taken within the page: nothing else than the explorer is to be busy meanwhile.
(() => {
  const root = document.querySelector('.pg');
  const slider = root.querySelector('input[type=range]');
  const move = by => {
    slider.value = +slider.value + by;
    slider.dispatchEvent(new Event('input', {bubbles: true}));
  };
  // When a new state has been drawn, and the frame that shows it is made.
  const drawn = () => new Promise(resolve => {
    const seen = new MutationObserver(() => {
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
    seen.observe(root, {attributeFilter: ['data-state']});
  });
  const quiet = () => new Promise(resolve => {
    let since = performance.now();
    const seen = new MutationObserver(
      () => requestAnimationFrame(() => { since = performance.now(); }));
    seen.observe(root, {attributeFilter: ['data-state']});
    const look = setInterval(() => {
      if (performance.now() - since > 1500) {
        clearInterval(look);
        seen.disconnect();
        resolve(since);
      }
    }, 100);
  });
  window.walk = async (by, n) => {
    const taken = [];
    for (let i = 0; i < n; i++) {
      const changed = drawn(), begin = performance.now();
      move(by);
      taken.push(await changed - begin);
    }
    return taken;
  };
  window.burst = async (by, n) => {
    for (let i = 0; i < n; i++) {
      move(by);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    const begin = performance.now();
    const settled = await quiet();
    return [Math.max(0, settled - begin), slider.getAttribute('aria-valuetext'),
            root.querySelector('.pg-says').textContent];
  };
})();
