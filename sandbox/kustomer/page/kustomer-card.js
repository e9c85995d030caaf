// The card script: gives a framed app window.Kustomer.
//
// It talks to the page around it by postMessage and trusts one window only:
// the parent, as long as it has the origin that the frame was opened with
// (query parameter parentUrl). Each message carries the frame's id, so that a
// page with several frames can tell them apart. The words on the wire are the
// sandbox's own; the real ones are not published.
(function () {
  'use strict';
  var query = new URLSearchParams(location.search);
  var id = query.get('id') || '';
  var parentUrl = query.get('parentUrl') || '';
  var origin = '';
  try { origin = new URL(parentUrl).origin; } catch (e) { origin = ''; }
  var outside = window.parent === window || !origin || origin === 'null' || !id;
  if (outside) {
    console.warn('Kustomer: not opened by Kustomer (parentUrl and id are needed); nothing will happen.');
  }

  var listeners = {};   // event name -> callbacks
  var waiting = {};     // sequence number -> {resolve, reject}
  var sequence = 0;
  var onInitialized = [];

  function send(message) {
    if (outside) return;
    message.kustomer = 1;
    message.id = id;
    window.parent.postMessage(message, origin);
  }

  // call asks the page for something. With a callback it answers
  // (error, value); without one it returns a promise. It does both when asked
  // both ways; a promise nobody looks at must not shout.
  function call(method, args, callback) {
    var promise = new Promise(function (resolve, reject) {
      if (outside) { reject(new Error('not inside Kustomer')); return; }
      waiting[++sequence] = { resolve: resolve, reject: reject };
      send({ type: 'call', seq: sequence, method: method, args: args });
    });
    if (typeof callback === 'function') {
      promise.then(function (value) { callback(null, value); }, function (error) { callback(error); });
    }
    promise.catch(function () {});
    return promise;
  }

  function emit(name, data) {
    (listeners[name] || []).slice().forEach(function (callback) {
      try { callback(data); } catch (error) { setTimeout(function () { throw error; }); }
    });
  }

  window.addEventListener('message', function (event) {
    if (outside || event.source !== window.parent || event.origin !== origin) return;
    var message = event.data;
    if (!message || message.kustomer !== 1 || message.id !== id) return;
    if (message.type === 'initialized') {
      onInitialized.splice(0).forEach(function (callback) { callback(message.context, message.config); });
    } else if (message.type === 'event') {
      emit(message.name, message.data);
    } else if (message.type === 'result' && waiting[message.seq]) {
      var asked = waiting[message.seq];
      delete waiting[message.seq];
      if (message.error) asked.reject(message.error); else asked.resolve(message.value);
    }
  });

  function fire(method) {
    return function () { call(method, Array.prototype.slice.call(arguments)); };
  }

  window.Kustomer = {
    initialize: function (options, callback) {
      if (typeof options === 'function') { callback = options; options = {}; }
      if (typeof callback === 'function') onInitialized.push(callback);
      send({ type: 'initialize', options: options || {} });
    },
    on: function (name, callback) { (listeners[name] = listeners[name] || []).push(callback); },
    off: function (name, callback) {
      listeners[name] = (listeners[name] || []).filter(function (one) { return callback && one !== callback; });
    },
    request: function (options, callback) { return call('request', [options], callback); },
    command: { run: function (name, options, callback) {
      if (typeof options === 'function') { callback = options; options = {}; }
      return call('command.run', [name, options || {}], callback);
    } },
    open: fire('open'),
    close: fire('close'),
    resize: fire('resize'),
    openCustomerEvent: fire('openCustomerEvent'),
    handleTriggerToast: fire('handleTriggerToast'),
    updateStatus: fire('updateStatus'),
    showModal: fire('showModal'),
    modal: {
      init: function (options, callback) { return call('modal.init', [options], callback); },
      show: fire('modal.show'), destroy: fire('modal.destroy'), resize: fire('modal.resize')
    }
  };
})();
