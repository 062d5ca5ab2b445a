// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {Organisation} from "./Organisation.sol";
import {IOrganisationFactory} from "./interfaces/IOrganisationFactory.sol";
import {Action, Approval} from "./types/OrganisationTypes.sol";

/// @title Organisation factory
/// @notice Makes organisations at addresses that follow from their first owners, and carries their actions in batches.
contract OrganisationFactory is IOrganisationFactory, Intents {
    /// @dev A clone with a dozen owners.
    uint32 private constant CREATION_GAS = 900_000;
    /// @dev The checks of 16 passkeys and a call of an issuer's size.
    uint32 private constant ACTION_GAS = 1_500_000;

    /// @inheritdoc IOrganisationFactory
    address public immutable implementation;
    /// @inheritdoc IOrganisationFactory
    mapping(address organisation => bool) public isOrganisation;

    constructor(address accountRegistry) EIP712("Genex Organisation Factory", "1") IntentAuthority(accountRegistry) {
        implementation = address(new Organisation(accountRegistry));
    }

    /// @inheritdoc IOrganisationFactory
    function create(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external returns (address organisation) {
        _authorizeElsewhere(addressOf(owners, ownersNeeded, salt), CREATION_GAS);
        organisation = Clones.cloneDeterministic(implementation, _saltOf(owners, ownersNeeded, salt));
        isOrganisation[organisation] = true;
        emit OrganisationCreated(organisation, owners, ownersNeeded);
        Organisation(organisation).initialize(owners, ownersNeeded);
    }

    /// @inheritdoc IOrganisationFactory
    function act(address organisation, Action calldata action, Approval[] calldata approvals) external returns (bytes memory) {
        _authorizeElsewhere(organisation, ACTION_GAS);
        require(isOrganisation[organisation], Organisations_Unknown(organisation));
        return Organisation(organisation).execute(action, approvals);
    }

    /// @inheritdoc IOrganisationFactory
    function addressOf(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) public view returns (address) {
        return Clones.predictDeterministicAddress(implementation, _saltOf(owners, ownersNeeded, salt));
    }

    /// @dev Owners are part of the salt: who makes it first makes what the owners expect, or nothing.
    function _saltOf(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(owners, ownersNeeded, salt));
    }

    /// @dev Neither needs a nonce of its own: an organisation is made once, and an action's nonce is the organisation's.
    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return selector == this.create.selector || selector == this.act.selector;
    }
}
