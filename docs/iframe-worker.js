/* Browsers start no workers for pages opened from a disk (file://), and the search of the site is one. There a hidden
   frame does its work: the same script, the same messages. On a server nothing is changed. (iframe-worker) */
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.documentElement.appendChild(frame);
      this.frame = frame;
      this.waiting = [];
      const inside = frame.contentWindow;
      inside.postMessage = (data) => {
        const copy = structuredClone(data);
        setTimeout(() => {
          const message = new MessageEvent("message", { data: copy });
          this.dispatchEvent(message);
          if (this.onmessage) this.onmessage(message);
        });
      };
      const script = inside.document.createElement("script");
      script.src = new URL(url, location).href;
      script.onload = () => {
        this.ready = true;
        this.deliver();
      };
      script.onerror = (error) => this.onerror && this.onerror(error);
      inside.document.head.appendChild(script);
    }
    postMessage(data) {
      this.waiting.push(structuredClone(data));
      this.deliver();
    }
    /* One message at a time, each a task of its own: what the one before has begun is done by then. */
    deliver() {
      if (!this.ready || this.busy || !this.waiting.length) return;
      this.busy = true;
      setTimeout(() => {
        const inside = this.frame.contentWindow;
        const data = this.waiting.shift();
        if (inside) inside.dispatchEvent(new inside.MessageEvent("message", { data }));
        this.busy = false;
        this.deliver();
      });
    }
    terminate() {
      this.waiting = [];
      this.frame.remove();
    }
  };
}
