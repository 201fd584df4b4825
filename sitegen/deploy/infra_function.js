// Answers moved addresses, hides what is private, and finds the page of a folder. Made by `sitegen infra`.
var moved = @REDIRECTS@;

function answer(code, text, location) {
  var headers = { 'cache-control': { value: 'public, max-age=300' } };
  if (location) headers.location = { value: location };
  return { statusCode: code, statusDescription: text, headers: headers };
}

function queryOf(request) {
  var pairs = [];
  Object.keys(request.querystring || {}).forEach(function (name) {
    var entry = request.querystring[name];
    (entry.multiValue || [entry]).forEach(function (one) {
      pairs.push(one.value === '' ? name : name + '=' + one.value);
    });
  });
  return pairs.length ? '?' + pairs.join('&') : '';
}

function handler(event) {
  var request = event.request;
  // Two slashes, or one that leans, would lead to another host.
  var uri = request.uri.replace(/^[/\\]+/, '/');
  var path;
  try {
    path = decodeURIComponent(uri);
  } catch (fault) {
    return answer(400, 'Bad Request');
  }
  if (/[\x00-\x1f\x7f\\]/.test(path)) return answer(400, 'Bad Request');
  if (/\/\.(?!well-known(\/|$))/.test(path)) return answer(404, 'Not Found');
  var known = path.replace(/\/(index\.html)?$/, '') || '/';
  if (Object.prototype.hasOwnProperty.call(moved, known)) {
    return answer(301, 'Moved Permanently', moved[known] + queryOf(request));
  }
  if (uri.charAt(uri.length - 1) === '/') {
    request.uri = uri + 'index.html';
  } else if (!/\.[A-Za-z0-9]{1,12}$/.test(uri)) {
    return answer(301, 'Moved Permanently', uri + '/' + queryOf(request));
  } else {
    request.uri = uri;
  }
  return request;
}
