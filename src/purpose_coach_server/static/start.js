SwaggerUIBundle({ url: "openapi.json", dom_id: "#page", tryItOutEnabled: true, validatorUrl: null });
