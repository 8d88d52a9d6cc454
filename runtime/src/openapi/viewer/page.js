// Shows the document of the microversion that the page's address names, by default the newest.
'use strict';

const asked = new URLSearchParams(location.search).get('microversion');
const address = asked ? 'openapi.json?microversion=' + encodeURIComponent(asked) : 'openapi.json';
document.getElementById('document').href = address;

// An API without microversions has nothing to choose.
const choice = document.getElementById('microversion');
if (choice) {
    choice.value = asked || choice.options[0].value;
    choice.addEventListener('change', () => {
        location.search = 'microversion=' + encodeURIComponent(choice.value);
    });
}

SwaggerUIBundle({
    url: address,
    dom_id: '#viewer',
    deepLinking: true,
    docExpansion: 'none',
    filter: true,
    tagsSorter: 'alpha',
    defaultModelsExpandDepth: -1,
    // The validator that the viewer would ask stands elsewhere.
    validatorUrl: null,
});
